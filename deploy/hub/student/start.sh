#!/bin/bash
# What starts when a student logs in. It runs as the student, so it can do no more than the student can.

# One program that asks for too much gets an error; the server and everybody else go on.
ulimit -d "$HUB_MEMORY_KB"
ulimit -u "$HUB_PROCESSES"

# New files are the student's alone.
umask 077

# The lessons, and nothing in the place of what is there. Whatever goes wrong here, the server starts.
mkdir -p "$HOME/alliance"
alliance start "$HOME/alliance" --lessons-only --no-open

# nbgrader fetches assignments to where it stands: beside the lessons, where JupyterLab shows them.
cd "$HOME/alliance" || exit 1
exec jupyterhub-singleuser "$@"
