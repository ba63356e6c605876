/** The list of all held mail: what is looked for, as a list or by campaign, alone or beside one letter. */
package org.postigo.desk.held;
