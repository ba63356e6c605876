/** What HTML in a message shows, hides and links to. The home of jsoup in the classifier. */
package org.postigo.classifier.html;
