// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-thief.h"

#include "mqtt-packet-text.h"

#include <openssl/hmac.h>

namespace ns3::mqtt::test
{

namespace
{

constexpr std::size_t ID_SIZE = 16;        ///< octets of ID_device and of ID_topic
constexpr std::size_t CHALLENGE_SIZE = 16; ///< octets of C1 and C2
constexpr std::size_t KEY_SIZE = 16;       ///< octets of a group key
constexpr std::size_t TAG_SIZE = 16;       ///< octets of a tag
constexpr std::size_t SEQUENCE_SIZE = 8;   ///< octets of a sequence number

/// @param parts octets
/// @return one after the other
Bytes
Join(std::initializer_list<ByteView> parts)
{
    Bytes joined;
    for (const auto& part : parts)
    {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

/// @param name of a digest
/// @param octets to be hashed
/// @return the hash
Bytes
Hash(const char* name, const Bytes& octets)
{
    Bytes hash(EVP_MAX_MD_SIZE);
    std::size_t size = 0;
    EVP_Q_digest(nullptr, name, nullptr, octets.data(), octets.size(), hash.data(), &size);
    hash.resize(size);
    return hash;
}

/// @param key key
/// @param octets to be authenticated
/// @return HMAC-SHA-256
Bytes
Authenticate(const Bytes& key, const Bytes& octets)
{
    Bytes mac(32);
    HMAC(EVP_sha256(), key.data(), key.size(), octets.data(), octets.size(), mac.data(), nullptr);
    return mac;
}

/// @param cipher of OpenSSL
/// @param key its key
/// @param iv its IV or nonce
/// @param ciphertext without a tag
/// @param padded whether the end is to be looked at
/// @return in clear; none if the padding is wrong
Bytes
Decrypt(const EVP_CIPHER* cipher, ByteView key, ByteView iv, ByteView ciphertext, bool padded)
{
    const OpensslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    Bytes clear(ciphertext.size() + EVP_MAX_BLOCK_LENGTH);
    int size = 0;
    int rest = 0;
    EVP_DecryptInit_ex2(context.get(), cipher, key.data(), iv.data(), nullptr);
    EVP_DecryptUpdate(context.get(), clear.data(), &size, ciphertext.data(), ciphertext.size());
    if (padded && EVP_DecryptFinal_ex(context.get(), clear.data() + size, &rest) != 1)
    {
        return {};
    }
    clear.resize(size + rest);
    return clear;
}

/// @param key that CryptoJS was given in hexadecimal digits
/// @param payload Base64
/// @return in clear; none if the key is not the right one
Bytes
OpenAsPrinted(ByteView key, ByteView payload)
{
    const Bytes salted = FromBase64(payload.ToText());
    if (salted.size() < 32)
    {
        return {};
    }
    const std::string passphrase = ToHex(key);
    Bytes derived(32);
    Bytes iv(16);
    EVP_BytesToKey(EVP_aes_256_cbc(),
                   EVP_md5(),
                   salted.data() + 8,
                   reinterpret_cast<const std::uint8_t*>(passphrase.data()),
                   passphrase.size(),
                   1,
                   derived.data(),
                   iv.data());
    return Decrypt(EVP_aes_256_cbc(), derived, iv, ByteView(salted).SubView(16), true);
}

/// @param key AES-128
/// @param nonce of GCM
/// @param sealed ciphertext and tag
/// @return in clear, or noise
Bytes
OpenWithoutTag(ByteView key, const Bytes& nonce, ByteView sealed)
{
    if (key.size() != KEY_SIZE || sealed.size() < TAG_SIZE)
    {
        return {};
    }
    return Decrypt(EVP_aes_128_gcm(),
                   key,
                   nonce,
                   sealed.SubView(0, sealed.size() - TAG_SIZE),
                   false);
}

/// Keys of a session as the thief computes them.
struct Session
{
    Bytes first;    ///< message 1
    Bytes printed;  ///< K_sess as printed
    Bytes toBroker; ///< sound
    Bytes toDevice; ///< sound
};

/// @param session gets its keys
/// @param second message 2
/// @param loot what was stolen
void
ComputeKeys(Session& session, ByteView second, const Loot& loot)
{
    const auto& [device, topic] = loot.credentials;
    const ByteView c1 = ByteView(session.first).SubView(2 * ID_SIZE, CHALLENGE_SIZE);
    session.printed = Hash("SHA1",
                           Join({{topic.id.data(), ID_SIZE},
                                 topic.key.Get(),
                                 {device.id.data(), ID_SIZE},
                                 device.key.Get(),
                                 c1,
                                 second.SubView(0, CHALLENGE_SIZE)}));
    // HKDF (RFC 5869) by hand: two blocks are 32 octets for the proof and 16 for each direction.
    const ByteView label("mqtt-platform session keys");
    const Bytes salt = Hash("SHA256", Join({session.first, second}));
    const Bytes extracted = Authenticate(salt, Join({topic.key.Get(), device.key.Get()}));
    const Bytes block1 = Authenticate(extracted, Join({label, Bytes{1}}));
    const Bytes block2 = Authenticate(extracted, Join({block1, label, Bytes{2}}));
    session.toBroker.assign(block2.begin(), block2.begin() + KEY_SIZE);
    session.toDevice.assign(block2.begin() + KEY_SIZE, block2.end());
}

/// @param session of the device
/// @param payload sealed under the session's key
/// @param toBroker direction
/// @param published as printed
/// @return in clear, noise or none
Bytes
OpenForSession(const Session& session, ByteView payload, bool toBroker, bool published)
{
    if (published)
    {
        return OpenAsPrinted(session.printed, payload);
    }
    if (payload.size() < SEQUENCE_SIZE)
    {
        return {};
    }
    return OpenWithoutTag(toBroker ? session.toBroker : session.toDevice,
                          Join({Bytes(4, 0), payload.SubView(0, SEQUENCE_SIZE)}),
                          payload.SubView(SEQUENCE_SIZE));
}

} // namespace

Bytes
FromBase64(std::string_view text)
{
    Bytes octets(text.size() / 4 * 3 + 3);
    const int size = EVP_DecodeBlock(octets.data(),
                                     reinterpret_cast<const std::uint8_t*>(text.data()),
                                     text.size());
    const std::size_t padding = std::count(text.begin(), text.end(), '=');
    octets.resize(size < 0 || padding > 2 ? 0 : size - padding);
    return octets;
}

std::string
ToBase64(ByteView octets)
{
    Bytes text(octets.size() / 3 * 4 + 5);
    const int size = EVP_EncodeBlock(text.data(), octets.data(), octets.size());
    return {text.begin(), text.begin() + size};
}

std::string
ReadGroupMessage(ByteView payload, ByteView key, bool published)
{
    Bytes clear;
    if (published)
    {
        clear = OpenAsPrinted(key, payload);
    }
    else if (payload.size() >= 16)
    {
        const Bytes nonce = payload.SubView(4, 12).ToBytes(); // behind the epoch
        clear = OpenWithoutTag(key, nonce, payload.SubView(16));
    }
    return {clear.begin(), clear.end()};
}

Readings
ReadTranscript(const std::vector<Parcel>& transcript, const std::string& opener, const Loot& loot)
{
    Readings readings;
    Session session;
    for (const auto& parcel : transcript)
    {
        if (parcel.opener != opener)
        {
            continue;
        }
        if (parcel.service != MQTT_SERVICE)
        {
            if (!parcel.fromOpener)
            {
                ComputeKeys(session, parcel.octets, loot);
            }
            else if (parcel.octets.size() >= 2 * ID_SIZE + CHALLENGE_SIZE)
            {
                session.first = parcel.octets; // not message 3, which is shorter
            }
            continue;
        }
        const auto packet = ReadPacket(parcel);
        const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        if (!publish)
        {
            continue;
        }
        const Bytes& payload = publish->message->payload;
        const Bytes clear = OpenForSession(session, payload, parcel.fromOpener, loot.published);
        if (publish->message->topic.rfind("updategroup/", 0) == 0 && clear.size() >= KEY_SIZE)
        {
            readings.groupKeys.emplace_back(clear.end() - KEY_SIZE, clear.end());
            continue;
        }
        readings.texts += ", " + std::string(clear.begin(), clear.end());
        for (const auto& key : readings.groupKeys)
        {
            readings.texts += ", " + ReadGroupMessage(payload, key, loot.published);
        }
    }
    return readings;
}

} // namespace ns3::mqtt::test
