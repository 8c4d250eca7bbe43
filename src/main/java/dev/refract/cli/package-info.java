/**
 * The command line: parses options, calls the front door, renders what comes back. Not API: its interface is the
 * command line itself.
 */
package dev.refract.cli;
