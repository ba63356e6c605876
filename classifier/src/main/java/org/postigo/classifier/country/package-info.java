/** In which country an address is, by a database on this machine. No address leaves it. */
package org.postigo.classifier.country;
