/** What narrows a list, how it stands in the address of its page, and how it is kept under a name. */
package org.postigo.desk.narrow;
