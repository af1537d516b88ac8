"""What an account goes through: registration, verification, passwords, email changes, deletion."""
