/** Mail object to assessment: checks state facts, weights price them, policy turns price and lists into verdicts. */
package org.postigo.classifier;
