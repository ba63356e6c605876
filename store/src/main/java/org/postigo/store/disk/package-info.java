/** The file system as the store sees it: the seam behind which tests lose power, fill the disk and skip fsync. */
package org.postigo.store.disk;
