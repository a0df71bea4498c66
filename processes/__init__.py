"""How work runs: administrative procedures, dossiers, and the clock they run against."""
