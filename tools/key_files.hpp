#pragma once
// Private keys, passphrases and certificates on the disk: secrets are written for their owner's eyes alone, and refused
// when others may read them.

#include <filesystem>
#include <string>
#include <string_view>

#include "plans/secret.hpp"
#include "plans/signing_key.hpp"

namespace lingding::tools {

/// A new file of mode 0600, whole and on the disk before it returns.
/// \throws std::runtime_error when a file of that name is there, or it can't be written.
void write_new_secret(std::filesystem::path const& file, plans::Secret const& content);

/// Puts the content in the place of whatever was there, whole or not at all; mode 0644.
/// \throws std::runtime_error
void replace_file(std::filesystem::path const& file, std::string_view content);

/// A regular file of at most `limit` bytes. \throws std::runtime_error
std::string read_text_file(std::filesystem::path const& file, std::size_t limit);

/// The same for a secret, of at most 32 KiB. \throws std::runtime_error, also when group or others may read it.
plans::Secret read_secret_file(std::filesystem::path const& file);

/// Where a passphrase comes from: the file's first line, or, without a file, the terminal, without showing what is
/// typed. Empty from the source where there is no terminal. \throws std::runtime_error when the file can't be read.
plans::PassphraseSource passphrase_from(std::filesystem::path const& file, std::string prompt);

/// A passphrase for a new key: from the file, or typed twice. \throws std::runtime_error when there is none, when it is
/// empty, or when the two differ.
plans::Secret new_passphrase(std::filesystem::path const& file, std::string const& prompt);

/// \throws std::runtime_error with the file's name and what is wrong
plans::SigningKey read_signing_key(std::filesystem::path const& file, plans::PassphraseSource const& passphrase);

}  // namespace lingding::tools
