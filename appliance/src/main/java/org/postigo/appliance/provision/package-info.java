/** Domains and allow and deny entries as other systems write them: words, tables, and what an import would change. */
package org.postigo.appliance.provision;
