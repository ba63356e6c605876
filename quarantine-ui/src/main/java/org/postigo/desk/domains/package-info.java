/** The place of domains: what each gets and from where, its lists, and what another setting would have done. */
package org.postigo.desk.domains;
