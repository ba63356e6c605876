/** The page of one's own held mail: plain HTML and forms, for people without a desk. */
package org.postigo.desk.mine;
