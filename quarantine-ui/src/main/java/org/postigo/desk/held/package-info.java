/** The list of held mail: filters, rows, marks, decisions and taking them back, keys. */
package org.postigo.desk.held;
