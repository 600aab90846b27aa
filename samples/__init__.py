"""The sample city 青澜市 (made up): its texts, and the exports of its accounts in the formats real tools write."""
