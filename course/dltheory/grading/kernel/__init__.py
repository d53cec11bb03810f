"""What runs inside the processes of a submission: the shell, the student's side, the examiner's side."""
