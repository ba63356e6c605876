/** The text model that every site begins with: frozen, small, and aware of how little it knows. */
package org.postigo.classifier.starter;
