/**
 * The review desk in the browser. {@link org.postigo.desk.assembly.DeskConfiguration} plugs it into a Spring application;
 * packages are named for what a reviewer meets: signin, shell, held, letter.
 */
package org.postigo.desk;
