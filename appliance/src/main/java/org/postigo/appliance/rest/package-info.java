/** {@code /api/v1}: what the command line and other programs ask the running appliance. */
package org.postigo.appliance.rest;
