"""Operations: shows the progress of accepted operations. It only reads; the services that do the work write."""
