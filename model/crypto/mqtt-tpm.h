// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TPM_H
#define MQTT_TPM_H

#include "mqtt-openssl.h"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace ns3::mqtt
{

/// A Trusted Platform Module as a store of symmetric keys. Keys are named by handles and never
/// leave it in clear, only under another key that it holds. Each command is counted as one
/// operation of the chip, whatever primitives it is made of; so commands belong into the work of
/// PartyHost::UseUnit(), where the chip's own costs count.
///
/// AES is CFB with a key of 128 bits, as TPM 2.0 has it. Where the chip's table says that it cannot
/// do "aes-cfb", the chip derives a key for the one message by HMAC of the IV, and the host
/// encrypts with that and wipes it. What is wrapped for a peer is encrypted inside the chip in
/// either case, as TPM2_Duplicate and TPM2_Import do it even there.
class Tpm
{
  public:
    /// Names a key; never used twice by a chip.
    using Handle = std::uint32_t;

    static constexpr Handle NO_KEY = 0;          ///< names no key
    static constexpr std::size_t KEY_SIZE = 16;  ///< octets of every key
    static constexpr std::size_t IV_SIZE = 16;   ///< octets of every IV
    static constexpr std::size_t HMAC_SIZE = 32; ///< octets of every authenticator

    /// Kind of a key that the chip makes.
    enum class KeyKind
    {
        AES, ///< encrypts
        HMAC ///< authenticates, and is derived from
    };

    /// A part of what is wrapped: a key that the chip holds, or octets of the host.
    using Part = std::variant<Handle, Bytes>;

    /// What the parts of something wrapped are: each A_KEY, or a number of octets for the host.
    using Layout = std::vector<std::size_t>;

    /// A part that is a key.
    static constexpr std::size_t A_KEY = 0;

    /// Makes the chip's own root key from the present CryptoScope.
    /// @param device profile of the chip, which says whether it has AES
    explicit Tpm(std::string device);
    ~Tpm();
    Tpm(const Tpm&) = delete;
    Tpm& operator=(const Tpm&) = delete;

    /// Puts a key into the chip before the system starts; costs nothing.
    /// @param key KEY_SIZE octets
    /// @return its handle
    Handle Load(ByteView key);

    /// @param size octets wanted
    /// @return random octets; a command for every 32 of them
    Bytes GetRandom(std::size_t size);

    /// @param kind of the key
    /// @return a new key
    Handle CreateKey(KeyKind kind);

    /// @param key any key
    /// @param parts authenticated one after another
    /// @return HMAC-SHA-256; none if there is no such key
    std::optional<Bytes> Hmac(Handle key, std::initializer_list<ByteView> parts);

    /// @param key any key
    /// @param parts authenticated one after another
    /// @param tag that a peer gave
    /// @return whether it is the right one
    bool Verify(Handle key, std::initializer_list<ByteView> parts, ByteView tag);

    /// @param key any key
    /// @param context that tells keys derived from one key apart
    /// @return the derived key, inside the chip; NO_KEY if there is no such key
    Handle Derive(Handle key, std::initializer_list<ByteView> context);

    /// @param key any key
    /// @param context that tells keys derived from one key apart
    /// @return a key for the host to work with, HMAC_SIZE octets; none if there is no such key
    std::optional<Secret> DeriveForHost(Handle key, std::initializer_list<ByteView> context);

    /// @param key any key
    /// @param iv IV_SIZE octets
    /// @param plaintext may be empty
    /// @return ciphertext of the same size; none if there is no such key
    std::optional<Bytes> Encrypt(Handle key, ByteView iv, ByteView plaintext);

    /// @param key any key
    /// @param iv IV_SIZE octets
    /// @param ciphertext may be empty
    /// @return plaintext of the same size; none if there is no such key
    std::optional<Bytes> Decrypt(Handle key, ByteView iv, ByteView ciphertext);

    /// A chip without AES gives its host, for one IV, the key that Encrypt() would derive for it.
    /// @param key any key
    /// @param iv IV_SIZE octets
    /// @return key for RunCfb(); none if there is no such key or the chip has AES itself
    std::optional<Secret> DeriveCipherKey(Handle key, ByteView iv);

    /// What Encrypt() does with a key by DeriveCipherKey(), on the host alone.
    /// @param key by DeriveCipherKey()
    /// @param iv the IV it was derived for
    /// @param encrypts direction
    /// @param octets plaintext or ciphertext
    /// @return octets of the same size
    Bytes EncryptOnHost(const Secret& key, ByteView iv, bool encrypts, ByteView octets);

    /// Encrypts keys and octets for who has the same wrapping key; a command for each key. Where
    /// the parts hold no key this is Encrypt().
    /// @param wrapping key
    /// @param iv IV_SIZE octets
    /// @param parts one behind the other
    /// @return ciphertext; none if there is no such key
    std::optional<Bytes> Wrap(Handle wrapping, ByteView iv, const std::vector<Part>& parts);

    /// @param wrapping key
    /// @param iv IV_SIZE octets
    /// @param wrapped what Wrap() gave, authenticated by the caller
    /// @param layout what it is made of
    /// @return the parts, with handles of keys that the chip holds from now on; none if there is no
    ///         such key or the size is wrong
    std::optional<std::vector<Part>> Unwrap(Handle wrapping,
                                            ByteView iv,
                                            ByteView wrapped,
                                            const Layout& layout);

    /// Seals octets and keys for this chip alone, to be kept on a disk.
    /// @param parts one behind the other
    /// @return IV, ciphertext, authenticator
    Bytes Seal(const std::vector<Part>& parts);

    /// @param sealed from the disk
    /// @param layout what it is made of
    /// @return the parts; none unless this chip sealed just that
    std::optional<std::vector<Part>> Unseal(ByteView sealed, const Layout& layout);

    /// Wipes a key.
    /// @param key any; nothing happens if there is no such key
    void Flush(Handle key);

    /// The power goes and comes again: all keys but the root key are gone.
    void Restart();

    /// @return how often the power came; never the same after a restart
    std::uint32_t GetBoots() const
    {
        return m_boots;
    }

    /// Counts what the host did in the chip's stead since the last call, for the processor: to be
    /// called by a turn of the party.
    void CountHostWork();

    /// @return keys that the chip holds
    std::size_t GetNKeys() const
    {
        return m_keys.size();
    }

    /// @return octets of keys that the chip holds
    std::size_t GetStateSize() const
    {
        return (m_keys.size() + 2) * KEY_SIZE;
    }

  private:
    /// AES-128 in CFB mode (NIST SP 800-38A).
    /// @param key KEY_SIZE octets
    /// @param iv IV_SIZE octets
    /// @param encrypts direction
    /// @param in octets
    /// @return octets of the same size
    static Bytes RunCfb(ByteView key, ByteView iv, bool encrypts, ByteView in);

    /// @param key handle
    /// @return the key, or null
    const Secret* Find(Handle key) const;

    /// @return whether the chip has AES for messages
    bool HasAes() const;

    /// @param key KEY_SIZE octets
    /// @return handle for it
    Handle Add(ByteView key);

    /// @param key handle
    /// @param iv IV_SIZE octets
    /// @param encrypts direction
    /// @param in octets
    /// @return octets of the same size; none if there is no such key
    std::optional<Bytes> Crypt(Handle key, ByteView iv, bool encrypts, ByteView in);

    /// @param key that messages are encrypted under
    /// @param iv IV_SIZE octets
    /// @return the key that CFB runs under: the same, or one derived for this IV
    Secret GetCipherKey(const Secret& key, ByteView iv) const;

    /// @param parts keys of this chip and octets
    /// @return all of them in clear; none if a key is missing
    std::optional<Bytes> Join(const std::vector<Part>& parts) const;

    /// @param clear all parts; wiped
    /// @param layout what it is made of
    /// @return the parts; none if the size is wrong
    std::optional<std::vector<Part>> Split(Bytes& clear, const Layout& layout);

    std::string m_device;                   ///< profile of the chip
    std::map<Handle, Secret> m_keys;        ///< keys that are loaded
    Handle m_last{NO_KEY};                  ///< the newest handle
    Secret m_root;                          ///< encrypts what is sealed
    Secret m_rootSign;                      ///< authenticates what is sealed
    std::uint32_t m_boots{1};               ///< how often the power came
    std::vector<std::uint64_t> m_hostBytes; ///< octets of each encryption by the host
};

} // namespace ns3::mqtt

#endif /* MQTT_TPM_H */
