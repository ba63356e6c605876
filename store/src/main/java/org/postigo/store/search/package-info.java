/** The search index: Lucene over held mail and journal. Disposable: it is rebuilt from files and log. */
package org.postigo.store.search;
