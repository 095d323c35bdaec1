"""A WordPress without PHP and MariaDB: the agent's contract, the used part of core REST, and a page to look at.

    python -m local_platform.wordpress.simulator install | serve PORT | job ID

It reads the same task environment as the real image and keeps its state in `$BBWS_CONTENT_DIR/../wordpress.sqlite`.
One contract suite (`tests/contract/wordpress`) holds it to the real one.
"""
