# Prints the first Python of 3.11 or newer that can make a virtual environment; says what to do when there is none.
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "no Python 3.11 or newer with venv found: install python3 and python3-venv, or run make PYTHON=/path/to/python" >&2
exit 1
