# predict: guess the next step, then see it
