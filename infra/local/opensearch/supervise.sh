#!/bin/sh
# supervise.sh SECONDS PROGRAM [ARGUMENT…]
# Becomes the program, and leaves a watcher behind that reads this script's standard input, the other end of which
# the platform holds and never writes to while the program runs:
# - end of file: the platform is gone, however it went; the program is asked to end, and made to after SECONDS;
# - a line: the program ended before the platform did; nobody has that process id any more, so nothing is done.
# The program keeps the process id of this script, so that the platform sees its end as that of its own child.
seconds=$1
shift
exec 3<&0 </dev/null
(
  if read -r _ <&3; then exit; fi
  kill -TERM $$
  while [ "$seconds" -gt 0 ]; do
    sleep 1
    kill -0 $$ || exit
    seconds=$((seconds - 1))
  done
  kill -KILL $$
) >/dev/null 2>&1 &
exec 3<&- "$@"
