/**
 * What is remembered. Truth is files: content files and the event log; MapDB and Lucene are indexes that can always be
 * rebuilt from them.
 */
package org.postigo.store;
