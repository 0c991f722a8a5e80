//! A file of settings for one test.

use std::path::PathBuf;

/// A folder with a file of settings in it, as the platform has it; gone when dropped.
pub struct Config(PathBuf);

impl Config {
    /// Of a test of that name, with this in it.
    pub fn of(name: &str, text: impl AsRef<[u8]>) -> Self {
        let folder = std::env::temp_dir().join(format!("wirelab-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("wirelab")).unwrap();
        let config = Self(folder);
        std::fs::write(config.path(), text).unwrap();
        config
    }

    /// The folder, for `XDG_CONFIG_HOME`.
    pub fn folder(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// The file.
    pub fn path(&self) -> String {
        format!("{}/wirelab/config.toml", self.folder())
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
