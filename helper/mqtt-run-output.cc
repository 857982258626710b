// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-run-output.h"

#include <cstring>

namespace ns3::mqtt
{

namespace
{

/// Puts values one behind the other. Both ends are the same program on the same machine.
class Packer
{
  public:
    /// @tparam T number
    /// @param value value to add
    template <class T>
    void Put(T value)
    {
        m_octets.append(reinterpret_cast<const char*>(&value), sizeof value);
    }

    /// @param text text to add
    void Put(const std::string& text)
    {
        Put<std::uint64_t>(text.size());
        m_octets += text;
    }

    /// @return everything
    std::string Finish()
    {
        return std::move(m_octets);
    }

  private:
    std::string m_octets; ///< what was put
};

/// Takes values out again. After a fault, it gives nothing but zeros.
class Unpacker
{
  public:
    /// @param octets what a Packer put; must outlive this
    explicit Unpacker(const std::string& octets)
        : m_octets(octets)
    {
    }

    /// @tparam T number
    /// @return next value
    template <class T>
    T Take()
    {
        T value{};
        if (Has(sizeof value))
        {
            std::memcpy(&value, m_octets.data() + m_at, sizeof value);
            m_at += sizeof value;
        }
        return value;
    }

    /// @return next text
    std::string TakeText()
    {
        const auto size = Take<std::uint64_t>();
        if (!Has(size))
        {
            return {};
        }
        m_at += size;
        return m_octets.substr(m_at - size, size);
    }

    /// @return number of things that follow, each of which takes eight octets at least
    std::uint64_t TakeCount()
    {
        const auto count = Take<std::uint64_t>();
        return count <= m_octets.size() / sizeof count && Has(count * sizeof count) ? count : 0;
    }

    /// @return whether all was there and nothing is left
    bool IsDone() const
    {
        return !m_fault && m_at == m_octets.size();
    }

  private:
    /// @param size octets
    /// @return whether so many are left
    bool Has(std::uint64_t size)
    {
        m_fault = m_fault || size > m_octets.size() - m_at;
        return !m_fault;
    }

    const std::string& m_octets; ///< what was put
    std::size_t m_at{0};         ///< where the next value begins
    bool m_fault{false};         ///< whether something was missing
};

} // namespace

std::string
EncodeRunMessage(RunMessageKind kind, const std::string& body)
{
    Packer packer;
    packer.Put(kind);
    packer.Put(body);
    return packer.Finish();
}

std::optional<RunMessage>
TakeRunMessage(std::string& buffer)
{
    constexpr std::size_t head = 1 + sizeof(std::uint64_t);
    if (buffer.size() < head)
    {
        return std::nullopt;
    }
    std::uint64_t size = 0;
    std::memcpy(&size, buffer.data() + 1, sizeof size);
    if (size > buffer.size() - head)
    {
        return std::nullopt;
    }
    RunMessage message{static_cast<RunMessageKind>(buffer[0]), buffer.substr(head, size)};
    buffer.erase(0, head + size);
    return message;
}

std::string
EncodeRunOutput(const RunOutput& output)
{
    Packer packer;
    packer.Put(output.events);
    packer.Put<std::uint64_t>(output.figures.size());
    for (const auto& [name, figure] : output.figures)
    {
        packer.Put(name);
        packer.Put(figure);
    }
    packer.Put<std::uint64_t>(output.rows.size());
    for (const auto& [file, rows] : output.rows)
    {
        packer.Put(file);
        packer.Put<std::uint64_t>(rows.size());
        for (const ResultRow& row : rows)
        {
            packer.Put<std::uint64_t>(row.size());
            for (const std::string& field : row)
            {
                packer.Put(field);
            }
        }
    }
    return packer.Finish();
}

Result<RunOutput>
DecodeRunOutput(const std::string& body)
{
    Unpacker unpacker(body);
    RunOutput output;
    output.events = unpacker.Take<std::uint64_t>();
    for (auto figures = unpacker.TakeCount(); figures > 0; --figures)
    {
        const std::string name = unpacker.TakeText();
        output.figures[name] = unpacker.Take<double>();
    }
    for (auto files = unpacker.TakeCount(); files > 0; --files)
    {
        auto& rows = output.rows[unpacker.TakeText()];
        for (auto count = unpacker.TakeCount(); count > 0; --count)
        {
            ResultRow& row = rows.emplace_back();
            for (auto fields = unpacker.TakeCount(); fields > 0; --fields)
            {
                row.push_back(unpacker.TakeText());
            }
        }
    }
    if (!unpacker.IsDone())
    {
        return Error{"the output of the run is damaged"};
    }
    return output;
}

std::string
EncodeShare(double share)
{
    Packer packer;
    packer.Put(share);
    return packer.Finish();
}

double
DecodeShare(const std::string& body)
{
    return Unpacker(body).Take<double>();
}

} // namespace ns3::mqtt
