/** What the operator may set: records with defaults, read strictly from YAML and the environment. */
package org.postigo.appliance.settings;
