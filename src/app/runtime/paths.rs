//! What a path being written could become: looked up in its folder.

use std::path::Path;

use crate::msg::file::Found;

use super::reader::expand;

/// Names that are looked at in one folder.
const MOST_READ: usize = 20_000;
/// Paths that are told.
const MOST_TOLD: usize = 500;

/// All that begins like this; folders end with a slash. Hidden ones only where a dot was written.
pub(super) fn complete(text: &str) -> Found {
    if text == "~" {
        return Found {
            text: text.to_owned(),
            paths: vec!["~/".to_owned()],
            more: false,
        };
    }
    let (folder, begins) = text
        .rfind('/')
        .map_or(("", text), |at| text.split_at(at + 1));
    let read = if folder.is_empty() {
        ".".into()
    } else {
        expand(folder)
    };
    let mut paths: Vec<_> = names(&read, begins)
        .into_iter()
        .map(|name| format!("{folder}{name}"))
        .collect();
    paths.sort_unstable();
    let more = paths.len() > MOST_TOLD;
    paths.truncate(MOST_TOLD);
    Found {
        text: text.to_owned(),
        paths,
        more,
    }
}

fn names(folder: &Path, begins: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: std::fs::DirEntry| {
        // What can't be typed can't be completed, and control characters never reach the terminal.
        let name = entry
            .file_name()
            .into_string()
            .ok()
            .filter(|name| !name.contains(char::is_control))?;
        let wanted =
            name.starts_with(begins) && (begins.starts_with('.') || !name.starts_with('.'));
        // A link to a folder is one, too.
        wanted.then(|| {
            if entry.path().is_dir() {
                format!("{name}/")
            } else {
                name
            }
        })
    };
    entries.take(MOST_READ).flatten().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_blanks_chinese_names_and_folders_are_completed_and_hidden_ones_only_if_asked() {
        let folder = std::env::temp_dir().join(format!("wirelab-paths-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a folder")).unwrap();
        for name in ["a b.pcap", "抓包.pcapng", ".hidden", "bad\u{1b}name"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let folder_text = folder.display().to_string();
        let found = |text: &str| {
            let paths = complete(&format!("{folder_text}/{text}")).paths;
            paths
                .iter()
                .map(|path| path.trim_start_matches(&folder_text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found(""), ["/a b.pcap", "/a folder/", "/抓包.pcapng"]);
        assert_eq!(found("a "), ["/a b.pcap", "/a folder/"]);
        assert_eq!(found("抓"), ["/抓包.pcapng"]);
        assert_eq!(found("."), ["/.hidden"]);
        assert!(found("x").is_empty() && complete("/no/such/folder/").paths.is_empty());
        assert_eq!(complete("~").paths, ["~/"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
