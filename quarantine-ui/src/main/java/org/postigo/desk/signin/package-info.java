/** The door of the desk: who comes in, how often one may try, and what the browser is told to forbid. */
package org.postigo.desk.signin;
