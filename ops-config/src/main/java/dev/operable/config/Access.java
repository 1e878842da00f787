package dev.operable.config;

import java.lang.reflect.AccessibleObject;

/** Lets records and factories stay package-private in the code of users. */
final class Access {
    private Access() {}

    static void open(AccessibleObject member, Class<?> type) {
        if (!member.canAccess(null) && !member.trySetAccessible()) {
            throw new IllegalArgumentException(type.getName() + " is out of reach: its module "
                    + type.getModule().getName() + " does not open its package. Add `opens "
                    + type.getPackageName() + " to " + Access.class.getModule().getName()
                    + ";` to the module-info.java of that module.");
        }
    }
}
