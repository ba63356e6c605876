/** The overview: what came, what became of it, what people made of it, as charts with a table behind each. */
package org.postigo.desk.overview;
