"""Operations: how the slow work that was promised goes; reads only, the owners of the work write."""
