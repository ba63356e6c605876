/** One letter: who sent it, what it says in a safe frame, why it was held, and what can be done with it. */
package org.postigo.desk.letter;
