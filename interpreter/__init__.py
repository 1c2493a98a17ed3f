"""Core to answers: what checked rules mean, for one subject, for a snapshot, and between editions."""
