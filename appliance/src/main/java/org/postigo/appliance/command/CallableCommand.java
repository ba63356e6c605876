package org.postigo.appliance.command;

import java.util.concurrent.Callable;
import org.postigo.appliance.settings.BadSettings;

/** A command: its exit code, or trouble that its user can mend. */
interface CallableCommand extends Callable<Integer> {
    @Override
    Integer call() throws Trouble, BadSettings;
}
