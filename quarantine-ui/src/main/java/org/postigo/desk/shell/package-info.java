/** What surrounds every view: the bar, the page's head and its policy, choices of language and colours, errors. */
package org.postigo.desk.shell;
