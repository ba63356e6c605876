/** Content and metadata files of held messages: the truth about what is held. */
package org.postigo.store.files;
