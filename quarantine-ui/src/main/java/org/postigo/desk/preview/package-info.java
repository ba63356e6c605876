/** Makes what a sender wrote safe to look at: nothing runs, loads, links or pretends. Home of jsoup. */
package org.postigo.desk.preview;
