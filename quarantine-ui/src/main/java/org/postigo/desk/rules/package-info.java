/** Rules of the house: written, tried on held mail, saved as versions that can be returned to. */
package org.postigo.desk.rules;
