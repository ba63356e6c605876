/** The web server around desk and REST: ports, TLS, security, health. */
package org.postigo.appliance.web;
