"""Start lists as organisers have them: text in, one programme out, or every fault with its line and its cell."""
