/** Who may come in and what they may, who is in, who tried in vain, and who looked at what. */
package org.postigo.desk.people;
