"""Running a long step: who does it, what a person sees of it meanwhile, and where its time goes."""
