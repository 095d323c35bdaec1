<?php
/** First boot, files: the folders of the instance, and the image's themes, which must lie in the writable folder. */

declare(strict_types=1);

function bbws_fill_content(string $image, string $content): void
{
    foreach (['themes', 'plugins', 'uploads'] as $folder) {
        is_dir("$content/$folder") || mkdir("$content/$folder", 0755, true);
    }
    foreach (glob("$image/html/wp-content/themes/*/style.css") as $style) {
        $theme = dirname($style);
        $there = "$content/themes/" . basename($theme);
        if (!is_file("$there/style.css") || sha1_file("$there/style.css") !== sha1_file($style)) {   // the version stands in it
            bbws_replace_folder($theme, $there);
        }
    }
}

/** Under its own name only when it is complete. */
function bbws_replace_folder(string $source, string $target): void
{
    bbws_remove_folder("$target.new");
    foreach (bbws_files($source) as $path) {
        $copy = "$target.new" . substr($path, strlen($source));
        is_dir(dirname($copy)) || mkdir(dirname($copy), 0755, true);
        copy($path, $copy);
    }
    bbws_remove_folder($target);
    rename("$target.new", $target);
}

function bbws_remove_folder(string $folder): void
{
    if (is_dir($folder)) {
        foreach (bbws_files($folder, RecursiveIteratorIterator::CHILD_FIRST) as $path) {
            is_dir($path) ? rmdir($path) : unlink($path);
        }
        rmdir($folder);
    }
}

/** @return Iterator<string> */
function bbws_files(string $folder, int $mode = RecursiveIteratorIterator::LEAVES_ONLY): Iterator
{
    $flags = FilesystemIterator::SKIP_DOTS | FilesystemIterator::CURRENT_AS_PATHNAME;
    return new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, $flags), $mode);
}
