# report: what is taken along
