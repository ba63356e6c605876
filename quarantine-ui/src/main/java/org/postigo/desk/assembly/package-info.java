/** Plugs the parts of the desk together; the one package that knows them all. */
package org.postigo.desk.assembly;
