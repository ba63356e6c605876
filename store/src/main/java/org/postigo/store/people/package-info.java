/** People who sign in. */
package org.postigo.store.people;
