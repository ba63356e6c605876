/** Rows of held mail as every reading view shows them: list, campaigns, marks, decisions and taking them back, keys. */
package org.postigo.desk.rows;
