"""Train the skill tagger: `make train-skills DATA=…`."""
