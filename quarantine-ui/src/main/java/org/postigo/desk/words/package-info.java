/** What the desk says: text, numbers and times in Spanish and English. */
package org.postigo.desk.words;
