"""参观活动: the visits of representatives, their stops, their roster and the cards."""
