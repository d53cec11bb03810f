"""Where the processes of a submission run: channels to them, and launchers that start them."""
