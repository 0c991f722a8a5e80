pub fn run(_: &crate::cli::ChatArgs) -> Result<(), super::out::Stop> {
    Ok(())
}
