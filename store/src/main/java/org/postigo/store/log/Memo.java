package org.postigo.store.log;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * A function that knows what it made last of equal arguments. What an import writes has one author, time and reason in a
 * hundred thousand records: read once, and kept once. A place is overwritten by the next argument that falls on it, so the
 * memory is bounded; threads that meet in one cost a second making and nothing else.
 */
final class Memo<A, R> implements Function<A, R> {
    private record Known<A, R>(A argument, R result) {}

    private final Function<A, R> make;
    private final AtomicReferenceArray<Known<A, R>> places;

    /** With so many places, a power of two. */
    private Memo(int places, Function<A, R> make) {
        this.make = make;
        this.places = new AtomicReferenceArray<>(places);
    }

    /** Of a function without effects. */
    static <A, R> Function<A, R> of(int places, Function<A, R> make) {
        return new Memo<>(places, make);
    }

    /** The same things, where it can one object for equal ones. */
    static <T> Shape<T> shared(int places, Shape<T> shape) {
        return Shape.as(shape, Function.identity(), of(places, Function.identity()));
    }

    @Override
    public R apply(A argument) {
        int hash = argument.hashCode() * 0x9E37_79B9;
        int place = (hash ^ hash >>> 16) & places.length() - 1;
        Known<A, R> known = places.getAcquire(place);
        if (known == null || !known.argument.equals(argument)) {
            known = new Known<>(argument, make.apply(argument));
            places.setRelease(place, known);
        }
        return known.result;
    }
}
